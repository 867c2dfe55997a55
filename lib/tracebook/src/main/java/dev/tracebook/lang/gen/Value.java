package dev.tracebook.lang.gen;

import dev.tracebook.lang.type.Type;

/**
 * A value in C.
 *
 * @param text a 64-bit operand, or for larger values a pointer to char
 * @param type what it is
 */
record Value(String text, Type type) {}
