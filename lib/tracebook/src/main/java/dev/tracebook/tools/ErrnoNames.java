package dev.tracebook.tools;

import java.util.List;

/** The names of errno values, which are the same on x86_64 and aarch64 (asm-generic/errno.h). */
final class ErrnoNames {
  private static final List<String> NAMES =
      List.of(
          ("OK EPERM ENOENT ESRCH EINTR EIO ENXIO E2BIG ENOEXEC EBADF ECHILD EAGAIN ENOMEM EACCES"
                  + " EFAULT ENOTBLK EBUSY EEXIST EXDEV ENODEV ENOTDIR EISDIR EINVAL ENFILE EMFILE"
                  + " ENOTTY ETXTBSY EFBIG ENOSPC ESPIPE EROFS EMLINK EPIPE EDOM ERANGE EDEADLK"
                  + " ENAMETOOLONG ENOLCK ENOSYS ENOTEMPTY ELOOP 41 ENOMSG EIDRM ECHRNG EL2NSYNC"
                  + " EL3HLT EL3RST ELNRNG EUNATCH ENOCSI EL2HLT EBADE EBADR EXFULL ENOANO EBADRQC"
                  + " EBADSLT 58 EBFONT ENOSTR ENODATA ETIME ENOSR ENONET ENOPKG EREMOTE ENOLINK EADV"
                  + " ESRMNT ECOMM EPROTO EMULTIHOP EDOTDOT EBADMSG EOVERFLOW ENOTUNIQ EBADFD"
                  + " EREMCHG ELIBACC ELIBBAD ELIBSCN ELIBMAX ELIBEXEC EILSEQ ERESTART ESTRPIPE"
                  + " EUSERS ENOTSOCK EDESTADDRREQ EMSGSIZE EPROTOTYPE ENOPROTOOPT EPROTONOSUPPORT"
                  + " ESOCKTNOSUPPORT EOPNOTSUPP EPFNOSUPPORT EAFNOSUPPORT EADDRINUSE EADDRNOTAVAIL"
                  + " ENETDOWN ENETUNREACH ENETRESET ECONNABORTED ECONNRESET ENOBUFS EISCONN ENOTCONN"
                  + " ESHUTDOWN ETOOMANYREFS ETIMEDOUT ECONNREFUSED EHOSTDOWN EHOSTUNREACH EALREADY"
                  + " EINPROGRESS ESTALE EUCLEAN ENOTNAM ENAVAIL EISNAM EREMOTEIO EDQUOT ENOMEDIUM"
                  + " EMEDIUMTYPE ECANCELED ENOKEY EKEYEXPIRED EKEYREVOKED EKEYREJECTED EOWNERDEAD"
                  + " ENOTRECOVERABLE ERFKILL EHWPOISON")
              .split(" "));

  private ErrnoNames() {}

  /** The name, such as {@code ENOENT}; empty for 0, and the bare number where there is no name. */
  static String of(int errno) {
    if (errno == 0) {
      return "";
    }
    return errno > 0 && errno < NAMES.size() ? NAMES.get(errno) : String.valueOf(errno);
  }

  /** The errno of a name; -1 where there is none. */
  static int number(String name) {
    return NAMES.indexOf(name);
  }

  static List<String> all() {
    return NAMES.subList(1, NAMES.size());
  }
}
