@NullMarked
package dev.winnow.app.run;

import org.jspecify.annotations.NullMarked;
