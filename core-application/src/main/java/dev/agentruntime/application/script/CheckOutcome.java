package dev.agentruntime.application.script;

/**
 * What came of one check.
 *
 * @param check what was looked at
 * @param expected what it should be
 * @param found what it is
 */
public record CheckOutcome(String check, boolean holds, String expected, String found) {}
