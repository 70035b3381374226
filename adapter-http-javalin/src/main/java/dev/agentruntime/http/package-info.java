/**
 * The runtime over HTTP: JSON resources under {@code /api/v1} and event streams that lose nothing.
 * {@link dev.agentruntime.http.HttpApi} is the door, everything else is behind it.
 */
@NullMarked
package dev.agentruntime.http;

import org.jspecify.annotations.NullMarked;
