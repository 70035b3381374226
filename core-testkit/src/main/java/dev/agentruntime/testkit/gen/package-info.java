/**
 * Seeded generators of domain values for property tests: the same seed gives the same values, so a
 * failure names the seed that shows it again.
 */
@NullMarked
package dev.agentruntime.testkit.gen;

import org.jspecify.annotations.NullMarked;
