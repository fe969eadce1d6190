/**
 * Token grids: the sliding window, schedules, and how a token is drawn from logits. Knows no
 * pixels.
 */
@NullMarked
package io.tessera.engine.sampling;

import org.jspecify.annotations.NullMarked;
