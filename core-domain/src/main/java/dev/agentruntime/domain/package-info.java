/**
 * What a session, a turn, a tool call and an approval are, and which of their changes are allowed.
 * Pure values and aggregates: time, ids and randomness come in as arguments.
 */
@NullMarked
package dev.agentruntime.domain;

import org.jspecify.annotations.NullMarked;
