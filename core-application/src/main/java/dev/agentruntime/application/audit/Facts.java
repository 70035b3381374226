package dev.agentruntime.application.audit;

import java.util.Optional;

/**
 * What an entry of the log is found by.
 *
 * @param agent who is at work once the event happened
 * @param tool the tool of the call it is about, by the name that the model gave
 */
public record Facts(String agent, Optional<String> tool, Subject subject) {}
