/** Settings of a render, its progress, its pixels on their way to the canvas. */
@NullMarked
package io.tessera.app.render;

import org.jspecify.annotations.NullMarked;
