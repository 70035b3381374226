package dev.agentruntime.bootstrap;

/**
 * A value as it was found.
 *
 * @param origin where, for people
 */
record Found(String value, String origin) {}
