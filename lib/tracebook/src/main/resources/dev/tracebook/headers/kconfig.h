#ifndef TRACEBOOK_KCONFIG_H
#define TRACEBOOK_KCONFIG_H
#include <generated/autoconf.h>
#define TB_SECOND(ignored, value, ...) value
#define TB_COMMA_1 0,
#define TB_IS_SET_3(comma_or_text) TB_SECOND(comma_or_text 1, 0)
#define TB_IS_SET_2(value) TB_IS_SET_3(TB_COMMA_##value)
#define TB_IS_SET(option) TB_IS_SET_2(option)
#define IS_BUILTIN(option) TB_IS_SET(option)
#define IS_MODULE(option) TB_IS_SET(option##_MODULE)
#define IS_ENABLED(option) (TB_IS_SET(option) || TB_IS_SET(option##_MODULE))
#define IS_REACHABLE(option) IS_BUILTIN(option)
/* BCC brings its own copies of these; their types come from BTF here. */
#define _UAPI__LINUX_BPF_H__ 1
#define __LINUX_BPF_H__ 1
#undef linux
#undef unix
#include <linux/version.h>
#include <tracebook/page.h>
#include TB_VMLINUX
#include <tracebook/base.h>
#endif
