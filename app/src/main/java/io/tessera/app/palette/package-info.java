/** Materials to paint with. */
@NullMarked
package io.tessera.app.palette;

import org.jspecify.annotations.NullMarked;
