/**
 * Sends webhooks: over https, to public addresses only, wherever else nothing is configured.
 * Whoever names a target is not trusted; what is checked is the address that is connected to.
 */
@NullMarked
package dev.agentruntime.webhook;

import org.jspecify.annotations.NullMarked;
