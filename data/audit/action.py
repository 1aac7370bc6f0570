"""What the audit log tells apart: reading, taking out, signing in, being refused, and each kind of change."""

from __future__ import annotations

from enum import StrEnum

from data.reasons import InterfaceWord


class Action(StrEnum):
    """One kind of thing that somebody did; the values are kept in the log and never change."""

    SIGN_IN = "sign-in"
    SIGN_IN_FAILED = "sign-in-failed"
    SIGN_OUT = "sign-out"
    REFUSED = "refused"
    VIEW = "view"
    EXPORT = "export"
    DOWNLOAD = "download"
    TASK = "task"
    ALERT = "alert"
    NOTE = "note"
    BASELINE = "baseline"
    FREEZE = "freeze"
    BRAND = "brand"
    WALL = "wall"
    WALL_ORDER = "wall-order"
    LOAD = "load"
    WITHDRAW = "withdraw"
    DRAFT = "draft"
    URGE = "urge"
    USER = "user"
    GRANT = "grant"
    TOKEN = "token"  # noqa: S105 - the name of a kind of change
    SETTING = "setting"
    PRUNE = "prune"
    RESTORE = "restore"
    UNKNOWN = "unknown"  # never written: that of a row that somebody changed

    @property
    def word(self) -> InterfaceWord:
        """Its name, Chinese and by the key of its message."""
        return InterfaceWord(_NAMES[self], f"audit.action.{self}")


_NAMES = {
    Action.SIGN_IN: "登录",
    Action.SIGN_IN_FAILED: "登录失败",
    Action.SIGN_OUT: "退出",
    Action.REFUSED: "被拒绝",
    Action.VIEW: "查看",
    Action.EXPORT: "导出",
    Action.DOWNLOAD: "下载",
    Action.TASK: "交办变更",
    Action.ALERT: "预警签收",
    Action.NOTE: "会议记录变更",
    Action.BASELINE: "基线变更",
    Action.FREEZE: "定稿",
    Action.BRAND: "品牌变更",
    Action.WALL: "大屏编排变更",
    Action.WALL_ORDER: "大屏指令",
    Action.LOAD: "装载数据",
    Action.WITHDRAW: "撤回数据",
    Action.DRAFT: "报送草稿变更",
    Action.URGE: "催报",
    Action.USER: "账号变更",
    Action.GRANT: "授权变更",
    Action.TOKEN: "令牌变更",
    Action.SETTING: "设置变更",
    Action.PRUNE: "清除到期审计",
    Action.RESTORE: "备份恢复说明",
    Action.UNKNOWN: "未知（被改动）",
}
