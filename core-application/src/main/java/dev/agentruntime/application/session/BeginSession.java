package dev.agentruntime.application.session;

/**
 * Makes a session and says the first thing in it: both happen or neither.
 *
 * @param creation the session; its agent is the one that takes the message
 */
public record BeginSession(CreateSession creation, String text) {}
