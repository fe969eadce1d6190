/** What a picture is made from beside a layout: depth, figures, a class. */
@NullMarked
package io.tessera.app.inputs;

import org.jspecify.annotations.NullMarked;
