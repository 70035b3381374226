/** Agents as data: who they are, which tools and files they may touch, and which one is at work. */
@NullMarked
package dev.agentruntime.domain.agent;

import org.jspecify.annotations.NullMarked;
