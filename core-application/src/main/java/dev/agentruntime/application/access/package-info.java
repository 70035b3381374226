/**
 * Who may talk to a server: keys with their owners and roles. Handed out once, kept as hashes, and
 * told by nothing else.
 */
@NullMarked
package dev.agentruntime.application.access;

import org.jspecify.annotations.NullMarked;
