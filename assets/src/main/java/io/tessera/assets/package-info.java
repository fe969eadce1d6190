/** What is shipped with the program: palettes, layouts, the demo model. */
@NullMarked
package io.tessera.assets;

import org.jspecify.annotations.NullMarked;
