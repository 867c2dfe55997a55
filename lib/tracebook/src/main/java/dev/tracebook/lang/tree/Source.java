package dev.tracebook.lang.tree;

import java.util.List;

/**
 * A whole script.
 *
 * @param text its text
 * @param definitions what stands before the actions
 * @param actions in the text's order
 */
public record Source(String text, List<Definition> definitions, List<Action> actions) {}
