import { describe, expect, it } from "vitest";
import { known, parts, sentence, waiting } from "../src/lib/slots";

describe("slots", () => {
  const wording = "我现在联系{部门}，{时间}前给{称呼}答复。";

  it("fills what is known and names what waits", () => {
    const list = parts(wording, known("称呼=鲁女士;工号=0217"));
    expect(waiting(list)).toEqual(["部门", "时间"]);
    expect(list.at(-2)).toEqual({ text: "鲁女士", slot: "称呼" });
  });

  it("makes the sentence when every slot has words", () => {
    const list = parts(wording, known("部门=技术部;时间=今天16:00;称呼=您"));
    expect(waiting(list)).toEqual([]);
    expect(sentence(list)).toBe("我现在联系技术部，今天16:00前给您答复。");
  });

  it("takes the own department only where the speaker is introduced", () => {
    const fill = known("是部门=客服一组");
    expect(sentence(parts("您好，我是{部门}的。", fill))).toBe("您好，我是客服一组的。");
    expect(waiting(parts(wording, fill))).toEqual(["部门", "时间", "称呼"]);
    expect(sentence(parts("{部门}", known("部门=技术部")))).toBe("技术部");
  });

  it("leaves a wording without slots as it is", () => {
    expect(sentence(parts("您好。", new Map()))).toBe("您好。");
  });
});
