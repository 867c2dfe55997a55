/** What can go wrong, said in four parts: what, why, fix, see. */
@org.jspecify.annotations.NullMarked
package dev.tracebook.error;
