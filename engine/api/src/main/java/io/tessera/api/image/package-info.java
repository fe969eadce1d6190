/** Pictures, label maps and palettes as plain arrays; PNG in and out. */
@NullMarked
package io.tessera.api.image;

import org.jspecify.annotations.NullMarked;
