/** Zoom, pan, and the tools that paint. */
@NullMarked
package io.tessera.app.canvas;

import org.jspecify.annotations.NullMarked;
