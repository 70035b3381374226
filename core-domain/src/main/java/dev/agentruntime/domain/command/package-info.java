/**
 * What a command line would run, read from its text alone: the words of every command that a shell
 * would see in it, and whether that is all there is to know. For the policy's rules on commands.
 */
@NullMarked
package dev.agentruntime.domain.command;

import org.jspecify.annotations.NullMarked;
