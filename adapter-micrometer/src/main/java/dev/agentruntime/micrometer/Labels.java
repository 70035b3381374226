package dev.agentruntime.micrometer;

/** The names that meters share, so that one model or agent has the same label in all of them. */
record Labels(BoundedNames models, BoundedNames agents) {

  /** The meters say so in their text; a fleet has fewer than that. */
  static final int MOST = 20;

  /** None is taken yet. */
  static Labels none() {
    return new Labels(new BoundedNames(MOST), new BoundedNames(MOST));
  }
}
