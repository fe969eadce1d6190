package io.tessera.engine.sampling;

import io.tessera.api.TokenGrid;
import io.tessera.engine.model.ConditionTokens;

/**
 * One of the pictures that are sampled together.
 *
 * @param known the grid to start from; what the plan samples may be known already
 * @param seed of the random numbers
 * @param candidate tells pictures of one seed apart
 */
public record Picture(ConditionTokens condition, TokenGrid known, long seed, int candidate) {}
