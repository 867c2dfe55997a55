/* Constants that differ between architectures: x86_64. */
#define O_DIRECT 00040000
#define O_DIRECTORY 00200000
#define O_NOFOLLOW 00400000
/* Where physical memory begins without KASLR, with 4 and with 5 levels of page tables. */
#define __PAGE_OFFSET_BASE_L4 0xffff888000000000UL
#define __PAGE_OFFSET_BASE_L5 0xff11000000000000UL
