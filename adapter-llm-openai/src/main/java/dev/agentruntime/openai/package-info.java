/**
 * The model port over any server that speaks the OpenAI chat interface: streaming, retries and a
 * circuit breaker, and tolerance of what such servers really send.
 */
@NullMarked
package dev.agentruntime.openai;

import org.jspecify.annotations.NullMarked;
