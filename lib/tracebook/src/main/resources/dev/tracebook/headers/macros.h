/*
 * What BTF cannot carry: constants, casts and short functions of the kernel's headers. A program gets
 * those that it names and BTF does not have; one line each.
 */
/* structures and arithmetic */
#define container_of(ptr, type, member) ((type *)((char *)(ptr) - offsetof(type, member)))
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define BIT(n) (1UL << (n))
#define BIT_ULL(n) (1ULL << (n))
#define READ_ONCE(x) (x)
#define WRITE_ONCE(x, v) ((x) = (v))
#define barrier() __asm__ volatile("" : : : "memory")
#define min_t(t, a, b) ((t)(a) < (t)(b) ? (t)(a) : (t)(b))
#define max_t(t, a, b) ((t)(a) > (t)(b) ? (t)(a) : (t)(b))
#define min(a, b) ((a) < (b) ? (a) : (b))
#define max(a, b) ((a) > (b) ? (a) : (b))
#define list_entry(ptr, type, member) container_of(ptr, type, member)
#define div_u64(a, b) ((unsigned long long)(a) / (b))
#define div64_u64(a, b) div_u64(a, b)
#define U8_MAX ((u8)~0)
#define U16_MAX ((u16)~0)
#define U32_MAX ((u32)~0U)
#define U64_MAX ((u64)~0ULL)
#define INT_MAX 2147483647
#define UINT_MAX (~0U)
#define LONG_MAX 9223372036854775807L
#define ULONG_MAX (~0UL)
#define NSEC_PER_SEC 1000000000L
#define NSEC_PER_MSEC 1000000L
#define NSEC_PER_USEC 1000L
#define USEC_PER_SEC 1000000L
#define USEC_PER_MSEC 1000L
#define MSEC_PER_SEC 1000L
#define HZ CONFIG_HZ
/* names and limits */
#define TASK_COMM_LEN 16
#define PATH_MAX 4096
#define NAME_MAX 255
#define IFNAMSIZ 16
#define DISK_NAME_LEN 32
#define BDEVNAME_SIZE 32
#define MAX_ARG_STRLEN (PAGE_SIZE * 32)
#define UTS_LEN 64
#define KSYM_NAME_LEN (LINUX_VERSION_CODE >= KERNEL_VERSION(6, 1, 0) ? 512 : 128)
/* errno */
#define EPERM 1
#define ENOENT 2
#define ESRCH 3
#define EINTR 4
#define EIO 5
#define ENXIO 6
#define E2BIG 7
#define ENOEXEC 8
#define EBADF 9
#define ECHILD 10
#define EAGAIN 11
#define ENOMEM 12
#define EACCES 13
#define EFAULT 14
#define ENOTBLK 15
#define EBUSY 16
#define EEXIST 17
#define EXDEV 18
#define ENODEV 19
#define ENOTDIR 20
#define EISDIR 21
#define EINVAL 22
#define ENFILE 23
#define EMFILE 24
#define ENOTTY 25
#define ETXTBSY 26
#define EFBIG 27
#define ENOSPC 28
#define ESPIPE 29
#define EROFS 30
#define EMLINK 31
#define EPIPE 32
#define EDOM 33
#define ERANGE 34
#define EDEADLK 35
#define ENAMETOOLONG 36
#define ENOLCK 37
#define ENOSYS 38
#define ENOTEMPTY 39
#define ELOOP 40
#define EADDRINUSE 98
#define EADDRNOTAVAIL 99
#define ENETDOWN 100
#define ENETUNREACH 101
#define ECONNABORTED 103
#define ECONNRESET 104
#define ENOBUFS 105
#define EISCONN 106
#define ENOTCONN 107
#define ETIMEDOUT 110
#define ECONNREFUSED 111
#define EHOSTUNREACH 113
#define EALREADY 114
#define EINPROGRESS 115
#define MAX_ERRNO 4095
#define EWOULDBLOCK EAGAIN
#define IS_ERR_VALUE(x) ((unsigned long)(void *)(x) >= (unsigned long)-MAX_ERRNO)
#define IS_ERR(x) IS_ERR_VALUE(x)
#define PTR_ERR(x) ((long)(x))
/* network */
#define AF_UNSPEC 0
#define AF_UNIX 1
#define AF_LOCAL 1
#define AF_INET 2
#define AF_INET6 10
#define AF_NETLINK 16
#define AF_PACKET 17
#define PF_INET 2
#define PF_INET6 10
#define ETH_ALEN 6
#define ETH_HLEN 14
#define ETH_P_IP 0x0800
#define ETH_P_ARP 0x0806
#define ETH_P_8021Q 0x8100
#define ETH_P_8021AD 0x88A8
#define ETH_P_IPV6 0x86DD
#define ETH_P_ALL 3
#define SOL_SOCKET 1
#define SCM_RIGHTS 1
#define MSG_PEEK 2
#define MSG_DONTWAIT 0x40
#define MSG_ERRQUEUE 0x2000
#define IP_OFFSET 0x1FFF
#define IP_MF 0x2000
#define PACKET_HOST 0
#define TC_ACT_UNSPEC (-1)
#define TC_ACT_OK 0
#define TC_ACT_SHOT 2
#define TC_ACT_REDIRECT 7
#define __constant_htons(x) ((__be16)__builtin_bswap16(x))
#define htons(x) __builtin_bswap16((__u16)(x))
#define ntohs(x) __builtin_bswap16((__u16)(x))
#define be16_to_cpu(x) __builtin_bswap16((__u16)(x))
#define cpu_to_be16(x) __builtin_bswap16((__u16)(x))
#define __be16_to_cpu(x) __builtin_bswap16((__u16)(x))
#define __cpu_to_be16(x) __builtin_bswap16((__u16)(x))
#define htonl(x) __builtin_bswap32((__u32)(x))
#define ntohl(x) __builtin_bswap32((__u32)(x))
#define be32_to_cpu(x) __builtin_bswap32((__u32)(x))
#define cpu_to_be32(x) __builtin_bswap32((__u32)(x))
#define __be32_to_cpu(x) __builtin_bswap32((__u32)(x))
#define __cpu_to_be32(x) __builtin_bswap32((__u32)(x))
#define be64_to_cpu(x) __builtin_bswap64((__u64)(x))
#define cpu_to_be64(x) __builtin_bswap64((__u64)(x))
#define __be64_to_cpu(x) __builtin_bswap64((__u64)(x))
#define __cpu_to_be64(x) __builtin_bswap64((__u64)(x))
#define le16_to_cpu(x) ((__u16)(x))
#define cpu_to_le16(x) ((__u16)(x))
#define le32_to_cpu(x) ((__u32)(x))
#define cpu_to_le32(x) ((__u32)(x))
#define le64_to_cpu(x) ((__u64)(x))
#define cpu_to_le64(x) ((__u64)(x))
/* casts */
#define inet_sk(p) ((struct inet_sock *)(p))
#define tcp_sk(p) ((struct tcp_sock *)(p))
#define udp_sk(p) ((struct udp_sock *)(p))
#define unix_sk(p) ((struct unix_sock *)(p))
#define inet_csk(p) ((struct inet_connection_sock *)(p))
#define inet_rsk(p) ((struct inet_request_sock *)(p))
#define tcp_rsk(p) ((struct tcp_request_sock *)(p))
#define tcp_hdr(skb) ((struct tcphdr *)((skb)->head + (skb)->transport_header))
#define udp_hdr(skb) ((struct udphdr *)((skb)->head + (skb)->transport_header))
#define ip_hdr(skb) ((struct iphdr *)((skb)->head + (skb)->network_header))
#define ipv6_hdr(skb) ((struct ipv6hdr *)((skb)->head + (skb)->network_header))
#define skb_transport_header(skb) ((skb)->head + (skb)->transport_header)
#define skb_network_header(skb) ((skb)->head + (skb)->network_header)
#define skb_rx_queue_recorded(skb) ((skb)->queue_mapping != 0)
#define skb_get_rx_queue(skb) ((skb)->queue_mapping - 1)
#define read_pnet(p) ((p)->net)
/* files */
#define S_IFMT 00170000
#define S_IFSOCK 0140000
#define S_IFLNK 0120000
#define S_IFREG 0100000
#define S_IFBLK 0060000
#define S_IFDIR 0040000
#define S_IFCHR 0020000
#define S_IFIFO 0010000
#define S_ISLNK(m) (((m) & S_IFMT) == S_IFLNK)
#define S_ISREG(m) (((m) & S_IFMT) == S_IFREG)
#define S_ISDIR(m) (((m) & S_IFMT) == S_IFDIR)
#define S_ISCHR(m) (((m) & S_IFMT) == S_IFCHR)
#define S_ISBLK(m) (((m) & S_IFMT) == S_IFBLK)
#define S_ISFIFO(m) (((m) & S_IFMT) == S_IFIFO)
#define S_ISSOCK(m) (((m) & S_IFMT) == S_IFSOCK)
#define O_ACCMODE 00000003
#define O_RDONLY 00000000
#define O_WRONLY 00000001
#define O_RDWR 00000002
#define O_CREAT 00000100
#define O_EXCL 00000200
#define O_TRUNC 00001000
#define O_APPEND 00002000
#define O_NONBLOCK 00004000
#define O_CLOEXEC 02000000
#define FMODE_READ 1
#define FMODE_WRITE 2
#define FMODE_CREATED 0x100000
#define READ 0
#define WRITE 1
#define AT_FDCWD (-100)
#define file_inode(f) ((f)->f_inode)
#define d_inode(d) ((d)->d_inode)
/* devices */
#define SG_CHAIN 0x01UL
#define SG_END 0x02UL
#define sg_is_chain(sg) ((sg)->page_link & SG_CHAIN)
#define sg_is_last(sg) ((sg)->page_link & SG_END)
#define sg_chain_ptr(sg) ((struct scatterlist *)((sg)->page_link & ~(SG_CHAIN | SG_END)))
#define MINORBITS 20
#define MINORMASK ((1U << MINORBITS) - 1)
#define MAJOR(dev) ((unsigned int)((dev) >> MINORBITS))
#define MINOR(dev) ((unsigned int)((dev) & MINORMASK))
#define MKDEV(ma, mi) (((ma) << MINORBITS) | (mi))
#define REQ_OP_BITS 8
#define REQ_OP_MASK ((1 << REQ_OP_BITS) - 1)
/* tasks */
#define TASK_RUNNING 0x00
#define TASK_INTERRUPTIBLE 0x01
#define TASK_UNINTERRUPTIBLE 0x02
#define TASK_STOPPED 0x04
#define TASK_TRACED 0x08
#define EXIT_DEAD 0x10
#define EXIT_ZOMBIE 0x20
#define TASK_PARKED 0x40
#define TASK_DEAD 0x80
#define TASK_WAKEKILL 0x100
#define TASK_NOLOAD 0x400
#define TASK_IDLE (TASK_UNINTERRUPTIBLE | TASK_NOLOAD)
#define PF_KTHREAD 0x00200000
#define PF_EXITING 0x00000004
#define PF_IDLE 0x00000002
#define MAX_PRIO 140
#define MAX_RT_PRIO 100
#define CLONE_VM 0x100
#define CLONE_THREAD 0x10000
#define CLONE_NEWNS 0x20000
