/** Tests of the configuration. */
@NullMarked
package dev.winnow.app.config;

import org.jspecify.annotations.NullMarked;
