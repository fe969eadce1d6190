/** Measures of models: likelihood, reconstruction, codebook use, layout fidelity, diversity. */
@NullMarked
package io.tessera.engine.evaluation;

import org.jspecify.annotations.NullMarked;
