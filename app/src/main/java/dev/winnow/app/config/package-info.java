/** The configuration: records nested like winnow.yaml, bound generically, every problem reported at once. */
@NullMarked
package dev.winnow.app.config;

import org.jspecify.annotations.NullMarked;
