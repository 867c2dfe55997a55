package dev.tracebook.kernel.protocol;

/** The answer to a cell that does not run because one before it failed. */
final class AbortedReply {
  @SuppressWarnings("unused") // Gson writes it.
  final String status = "aborted";
}
