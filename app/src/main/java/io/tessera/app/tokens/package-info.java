/** The picture as codebook entries: coloured, counted, looked up, exchanged. */
@NullMarked
package io.tessera.app.tokens;

import org.jspecify.annotations.NullMarked;
