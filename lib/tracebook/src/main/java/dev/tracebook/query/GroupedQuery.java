package dev.tracebook.query;

/** A query that gathers by key, and yet has to say what. */
public final class GroupedQuery extends Stage<GroupedQuery> {
  GroupedQuery(Question question) {
    super(question);
  }

  @Override
  GroupedQuery with(Question other) {
    return new GroupedQuery(other);
  }

  /**
   * Adds to the key.
   *
   * @param keys expressions; each is a column of its own type
   * @return the query, to be ended with count, sum, hist or another function
   */
  public GroupedQuery by(String... keys) {
    return with(question().by(Fragment.columns("by", keys)));
  }
}
