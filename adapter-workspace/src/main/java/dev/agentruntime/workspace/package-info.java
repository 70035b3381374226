/**
 * Runs the workspace tools on a local folder. Every path is confined to that folder, and every
 * command ends with its whole process group.
 */
@NullMarked
package dev.agentruntime.workspace;

import org.jspecify.annotations.NullMarked;
