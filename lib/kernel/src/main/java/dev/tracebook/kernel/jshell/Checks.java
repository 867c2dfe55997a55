package dev.tracebook.kernel.jshell;

import java.util.HashSet;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Writes a call of {@link Stop#check} into the code of cells: at the start of each method and
 * before each backward branch, so that any endless loop or recursion passes it.
 */
final class Checks {
  private static final String STOP = "dev/tracebook/kernel/jshell/Stop";

  private Checks() {}

  static byte[] addTo(byte[] bytecodes) {
    ClassReader reader = new ClassReader(bytecodes);
    // The call takes and leaves nothing on the stack: sizes and frames stay as they are.
    ClassWriter writer = new ClassWriter(reader, 0);
    reader.accept(new OfClass(writer), 0);
    return writer.toByteArray();
  }

  private static final class OfClass extends ClassVisitor {
    OfClass(ClassVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      return new OfMethod(super.visitMethod(access, name, descriptor, signature, exceptions));
    }
  }

  private static final class OfMethod extends MethodVisitor {
    private final Set<Label> passed = new HashSet<>();

    OfMethod(MethodVisitor next) {
      super(Opcodes.ASM9, next);
    }

    private void check() {
      super.visitMethodInsn(Opcodes.INVOKESTATIC, STOP, "check", "()V", false);
    }

    @Override
    public void visitCode() {
      super.visitCode();
      check();
    }

    @Override
    public void visitLabel(Label label) {
      passed.add(label);
      super.visitLabel(label);
    }

    @Override
    public void visitJumpInsn(int opcode, Label label) {
      if (passed.contains(label)) {
        check();
      }
      super.visitJumpInsn(opcode, label);
    }

    @Override
    public void visitTableSwitchInsn(int min, int max, Label dflt, Label... labels) {
      checkIfBackward(dflt, labels);
      super.visitTableSwitchInsn(min, max, dflt, labels);
    }

    @Override
    public void visitLookupSwitchInsn(Label dflt, int[] keys, Label[] labels) {
      checkIfBackward(dflt, labels);
      super.visitLookupSwitchInsn(dflt, keys, labels);
    }

    private void checkIfBackward(Label dflt, Label[] labels) {
      boolean backward = passed.contains(dflt);
      for (Label each : labels) {
        backward |= passed.contains(each);
      }
      if (backward) {
        check();
      }
    }
  }
}
