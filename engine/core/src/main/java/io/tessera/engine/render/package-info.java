/** From a request to pixels: the pipeline condition, tokens, picture, with previews and events. */
@NullMarked
package io.tessera.engine.render;

import org.jspecify.annotations.NullMarked;
