/** Small pieces that panels are made of. */
@NullMarked
package io.tessera.app.controls;

import org.jspecify.annotations.NullMarked;
