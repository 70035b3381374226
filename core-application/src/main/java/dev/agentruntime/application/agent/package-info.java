/**
 * The agents this runtime brings along, the instructions they are given, and how a request finds
 * its agent.
 */
@NullMarked
package dev.agentruntime.application.agent;

import org.jspecify.annotations.NullMarked;
