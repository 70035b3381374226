/** Sends webhooks, to public addresses only where nothing else is configured. */
@NullMarked
package dev.agentruntime.webhook;

import org.jspecify.annotations.NullMarked;
