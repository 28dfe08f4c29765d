// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.vector;

import io.backflow.recurrent.internal.cell.PackedKernels;
import java.lang.management.ManagementFactory;
import java.lang.module.ModuleFinder;
import java.util.Optional;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;

/** Finds out whether this virtual machine has the Vector API and computes with it at full speed. */
public final class VectorModule {

    /** The module, which is in the virtual machine only where it is asked for. */
    public static final String NAME = "jdk.incubator.vector";

    private static final Optional<PackedKernels<float[]>> PRODUCTS = load();

    private VectorModule() {}

    /** Returns the products; nothing where the module is not there, or the processor lacks what they need. */
    public static Optional<PackedKernels<float[]>> products() {
        return PRODUCTS;
    }

    /** Returns whether {@code --add-modules} would bring the products: the module is in this JDK, and not in use. */
    public static boolean isMissing() {
        return !isLoaded() && ModuleFinder.ofSystem().find(NAME).isPresent() && fusesMultiplyAdd();
    }

    private static boolean isLoaded() {
        return ModuleLayer.boot().findModule(NAME).isPresent();
    }

    private static Optional<PackedKernels<float[]>> load() {
        if (!isLoaded() || !fusesMultiplyAdd()) {
            return Optional.empty();
        }
        try {
            // By name: the class must not be touched where the module is not.
            Object products = Class.forName(VectorModule.class.getPackageName() + ".VectorProducts")
                    .getConstructor()
                    .newInstance();
            @SuppressWarnings("unchecked") // it says so itself
            PackedKernels<float[]> ofFloats = (PackedKernels<float[]>) products;
            return Optional.of(ofFloats);
        } catch (ReflectiveOperationException | LinkageError e) {
            return Optional.empty();
        }
    }

    /** Without the instruction a fused multiply-add is exact arithmetic in software, thousands of times as slow. */
    private static boolean fusesMultiplyAdd() {
        try {
            Object option = ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=HotSpotDiagnostic"),
                            "getVMOption",
                            new Object[] {"UseFMA"},
                            new String[] {String.class.getName()});
            return option instanceof CompositeData data && "true".equals(data.get("value"));
        } catch (JMException | RuntimeException e) {
            return false;
        }
    }
}
