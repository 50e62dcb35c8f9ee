/** Every word of the sign-in pages in simplified Chinese. */
import type { Scope } from '../contract.ts'
import type { Text } from './en.ts'

/** Of those that a person may be asked for. */
const says: Partial<Record<Scope, string>> = {
  'search:read': '以客户身份更频繁地搜索酒店',
  'search:quote': '查询有约束力的价格',
  'users:read': '查看您的姓名、邮箱地址和设置',
  'users:write': '更改您的姓名和设置',
  'users:account': '更改您的邮箱地址或密码、导出您的数据并注销账户',
  'reservations:inventory_write': '设定可售房间数',
  'reservations:read': '查看您的预订',
  'reservations:write': '为您预订、更改和取消',
  'reservations:desk': '管理您所任职酒店的前台',
  'payments:read': '查看您的付款和收据',
  'payments:write': '为您的预订付款',
}

export const zh: Text = {
  locale: 'zh',
  dir: 'ltr',
  brand: 'Vacancy',
  sign_in: {
    title: '登录',
    lead: (client) => `以继续使用 ${client}`,
    login: '邮箱地址',
    password: '密码',
    submit: '登录',
    forgot: '忘记密码？',
    no_account: '还没有账户？',
    sign_up: '注册',
    wrong: '邮箱地址或密码不正确。',
    too_many: (minutes) => `尝试次数过多，请 ${minutes} 分钟后再试。`,
    busy: '目前登录的人很多，请几秒钟后再试。',
    stale: '这个表单打开得太久，或来自另一个页面，请再试一次。',
  },
  consent: {
    title: '允许访问？',
    lead: (client) => `${client} 请求：`,
    where: '之后您将回到',
    allow: '允许',
    deny: '拒绝',
    says: (scope) => says[scope] ?? '',
    note: '更改密码即可收回此许可。',
    signed_in_as: '当前登录：',
  },
  end: {
    title: '退出登录？',
    lead: '您将在本浏览器中退出登录，包括从这里进入的其他网站。',
    submit: '退出登录',
    done_title: '您已退出登录',
    done: '可以关闭此页面了。',
  },
  error: {
    title: '这个链接无法使用',
    lead: '把您带到这里的网站出了错。请返回再试；如果仍然如此，请把下面的内容告诉他们。',
    broken_title: '我们这边出错了',
    broken: '请稍后再试。',
  },
}
