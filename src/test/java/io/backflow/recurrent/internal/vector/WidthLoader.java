// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.vector;

import io.backflow.recurrent.internal.cell.PackedKernels;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Loads the vector classes anew, so that they choose their width again: it is a constant of each. */
public final class WidthLoader extends ClassLoader {

    private static final String PACKAGE = "io.backflow.recurrent.internal.vector.";

    private WidthLoader() {
        super(WidthLoader.class.getClassLoader());
    }

    /** Returns products by vectors of that many bits. */
    @SuppressWarnings("unchecked") // VectorProducts are products of floats
    public static PackedKernels<float[]> products(int bits) throws ReflectiveOperationException {
        System.setProperty("io.backflow.vector.bits", Integer.toString(bits));
        ClassLoader loader = new WidthLoader();
        try {
            Class.forName(PACKAGE + "Lanes", true, loader); // reads the property
            Object products = Class.forName(PACKAGE + "VectorProducts", true, loader)
                    .getConstructor()
                    .newInstance();
            return (PackedKernels<float[]>) products;
        } finally {
            System.clearProperty("io.backflow.vector.bits");
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(PACKAGE)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? define(name) : loaded;
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = in.readAllBytes();
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
