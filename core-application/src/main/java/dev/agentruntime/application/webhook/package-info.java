/**
 * Webhooks: what happens is sent to those who asked for it, at least once, signed by the Standard
 * Webhooks scheme. What has to be sent is worked out from the log and kept in the store until it is
 * delivered or given up.
 */
@NullMarked
package dev.agentruntime.application.webhook;

import org.jspecify.annotations.NullMarked;
