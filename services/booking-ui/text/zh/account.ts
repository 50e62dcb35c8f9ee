/** 与账户有关的文字。 */
import type { account_en } from '../en/account.ts'

export const account_zh: typeof account_en = {
  sign_up: {
    title: '注册',
    heading: '创建账户',
    lead: '用来预订房间，并查看、更改和取消您的预订。',
    submit: '注册',
    have_one: '已经有账户了？',
  },
  fields: {
    name: '姓名',
    email: '电子邮箱',
    password: '密码',
    password_hint: '至少 10 个字符。几个不常见的词容易记住，也难以猜到。',
    new_password: '新密码',
    current_password: '您的密码',
    phone: '电话',
    phone_hint: '请带国家代码：+41 61 555 01 23。仅用于住宿相关问题。',
    code: '邮件中的验证码',
    language: '邮件语言',
  },
  languages: { en: 'English', de: 'Deutsch', zh: '中文' },

  verify: {
    title: '确认电子邮箱',
    heading: '请查看您的收件箱',
    lead: '如果这个地址可以使用，验证码已经发出。请在一天之内输入，并且仅当是您本人申请时才输入。',
    submit: '确认',
    resend_heading: '没有收到？',
    resend: '重新发送',
    done_heading: '您的邮箱已确认',
    done_body: '请用它和您的密码登录。',
  },
  codes: {
    invalid: '验证码无效：请查找更新的邮件，或完整复制验证码',
    expired: '验证码已过期：请重新申请',
  },

  forgot: {
    title: '忘记密码',
    heading: '设置新密码',
    lead: '请输入您的邮箱。如果有对应的账户，验证码会发到那里。',
    submit: '发送验证码',
    link: '忘记密码？',
  },
  reset: {
    title: '新密码',
    heading: '设置新密码',
    lead: '验证码一小时内有效。您将在所有设备上退出登录。',
    submit: '设置密码',
    done_heading: '密码已更改',
    done_body: '请用新密码登录。',
  },

  refused: {
    heading: '您尚未登录',
    body: '您中途返回了。没有任何更改。',
    stray_heading: '这次登录已失效',
    stray_body: '它超过了十分钟，是在另一个浏览器中开始的，或者已经用过。',
    again: '登录',
  },
  signed_out: { heading: '您已退出登录', body: '这个浏览器里没有留下您的任何信息。' },

  profile: {
    title: '您的账户',
    heading: '您的账户',
    since: (date) => `注册于${date}`,
    details: '您的资料',
    save: '保存',
    saved: '已保存。',
    conflict: '您的资料在别处被更改过。保存之前请再看一遍。',
    email: '电子邮箱',
    email_now: (email) => `您用 ${email} 登录。`,
    email_new: '新的电子邮箱',
    email_submit: '向新邮箱发送验证码',
    password: '密码',
    password_lead: '您将在所有设备上退出登录，然后用新密码登录。',
    password_submit: '更改密码',
    wrong_password: '密码不正确',
    data: '您的数据',
    data_lead: '我们持有的关于您的全部数据，一个文件（JSON）。',
    download: '下载您的数据',
    sign_out: '退出登录',
    close: '注销账户',
    close_lead:
      '您的数据会在各处删除；发票依法保留，但不含您的姓名。尚未开始的行程仍然有效，但无法再在这里更改：请先取消。',
    close_submit: '永久注销我的账户',
    closed_heading: '您的账户已注销',
    closed_body: '我们正在删除您的数据。完成后会发邮件通知您。',
  },
}
