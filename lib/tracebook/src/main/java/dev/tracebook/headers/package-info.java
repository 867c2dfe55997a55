/** Kernel types for BCC programs, made from the running kernel's BTF. */
@org.jspecify.annotations.NullMarked
package dev.tracebook.headers;
