/**
 * What was said in a session: user messages, replies of the model and answers to its tool calls.
 */
@NullMarked
package dev.agentruntime.domain.message;

import org.jspecify.annotations.NullMarked;
