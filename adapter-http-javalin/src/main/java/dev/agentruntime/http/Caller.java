package dev.agentruntime.http;

import dev.agentruntime.domain.approval.Role;
import dev.agentruntime.domain.session.Owner;

/**
 * Who calls.
 *
 * @param key identity of the key; never the key
 * @param name the key's name, for decisions and logs
 * @param owner whose sessions it may see
 */
public record Caller(String key, String name, Owner owner, Role role) {}
