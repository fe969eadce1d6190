/** What a machine can do with models of a given shape, measured. */
@NullMarked
package io.tessera.engine.bench;

import org.jspecify.annotations.NullMarked;
