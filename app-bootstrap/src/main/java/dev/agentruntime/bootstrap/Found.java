package dev.agentruntime.bootstrap;

/** A value as it was found, and where. */
record Found(String value, Origin origin) {}
