package dev.agentruntime.application.document;

/** A place in a text; lines and columns are counted from 1. */
public record Place(int line, int column) {

  /** Where every text begins. */
  public static final Place START = new Place(1, 1);
}
