package dev.agentruntime.application.script;

/** A place in a text; lines and columns are counted from 1. */
record Place(int line, int column) {

  static final Place START = new Place(1, 1);
}
