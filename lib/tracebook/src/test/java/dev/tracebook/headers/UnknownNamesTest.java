package dev.tracebook.headers;

import static dev.tracebook.headers.BtfBuilder.field;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class UnknownNamesTest {

  private static UnknownNames names() {
    BtfBuilder btf = new BtfBuilder();
    int integer = btf.integer("int", 4);
    btf.struct("task_struct", 8, field("__state", integer, 0), field("pid", integer, 32));
    btf.typedef("pid_t", integer);
    btf.enumeration("bpf_func_id", 4, false, "BPF_FUNC_get_current_comm", 16);
    btf.enumeration("status", 4, false, "SKB_DROP_REASON_TCP", 3);
    btf.qualifier("tcp_v4_connect", Btf.FUNC, btf.function(integer));
    return new UnknownNames(btf.build());
  }

  private static String explain(String... messages) {
    return names().explain(List.of(messages));
  }

  @Test
  void aRenamedMemberIsNamed() {
    assertThat(explain("no member named 'state' in 'struct task_struct'"))
        .isEqualTo("struct task_struct of this kernel has no member state; did you mean __state?");
    assertThat(explain("no member named 'x' in 'struct mine'")).isEmpty();
  }

  @Test
  void unknownTypesAndConstantsHaveTheirNearest() {
    assertThat(explain("incomplete definition of type 'struct task_strct'"))
        .contains("no type task_strct", "did you mean task_struct?");
    assertThat(explain("incomplete definition of type 'struct task_struct'")).isEmpty();
    assertThat(explain("unknown type name 'pid_tt'; did you mean 'x'?")).contains("pid_t?");
    assertThat(explain("use of undeclared identifier 'SKB_DROP_REASON_TPC'"))
        .contains("no constant SKB_DROP_REASON_TPC", "SKB_DROP_REASON_TCP");
    assertThat(explain("use of undeclared identifier 'ECONNREFUSD'")).contains("ECONNREFUSED");
  }

  @Test
  void functionsOfTheKernelCannotBeCalledAndHelpersAreNamed() {
    assertThat(explain("implicit declaration of function 'tcp_v4_connect' is invalid in C99"))
        .contains("a function of the kernel, which a program cannot call");
    assertThat(explain("implicit declaration of function 'bpf_get_curent_comm' is invalid"))
        .contains("did you mean bpf_get_current_comm?");
  }

  @Test
  void otherMessagesSayNothingAndEachNameIsSaidOnce() {
    assertThat(explain("expected ';' after expression")).isEmpty();
    String twice = "no member named 'state' in 'struct task_struct'";
    assertThat(explain(twice, "note: x", twice).lines()).hasSize(1);
  }
}
