/* Constants that differ between architectures: aarch64. */
#define O_DIRECT 00200000
#define O_DIRECTORY 00040000
#define O_NOFOLLOW 00100000
#define PAGE_OFFSET (-(1UL << CONFIG_ARM64_VA_BITS))
