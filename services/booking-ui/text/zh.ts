/** Every word of the site in simplified Chinese. */

import type { Text } from './en.ts'
import { account_zh } from './zh/account.ts'
import { booking_zh, trips_zh } from './zh/booking.ts'
import { desk_zh } from './zh/desk.ts'
import { errors_zh, field_errors_zh } from './zh/errors.ts'
import { list_zh } from './zh/list.ts'

const number = new Intl.NumberFormat('zh-CN')
const count = (value: number) => number.format(value)

export const zh: Text = {
  ...list_zh,
  brand: 'Vacancy',
  skip: '跳到正文',
  home_link: 'Vacancy 首页',
  footer: {
    about: '本站的酒店、房价和空房均为演示而生成。',
    cities: '城市数据：GeoNames，CC BY 4.0',
    promise: '您看到的价格是全部房间、整个住宿期间的总价。',
    language: '语言',
  },
  lab: {
    link: '实验室',
    title: '实验室',
    heading: '服务器应当如何等待？',
    lead: '对本站背后的服务在不同并发模型下的测量：同样的处理、同样的数据、同样的字节，每个回答都经过比对。',
    none: '尚未发布任何结果。',
    report: (models, workloads) => `${models} 种模型，${workloads}`,
    commit: (commit) => `提交 ${commit}`,
    all: '全部报告',
    way_back: '返回',
    language: '报告为英文。',
  },

  home: {
    title: 'Vacancy：今晚及以后每一晚都有空房的酒店',
    heading: '有一间房在等您。',
    lead: '搜索世界各地的酒店。我们列出的每一家，在您入住的每一晚都有空房，价格即为全部费用。',
    popular: '热门目的地',
    popular_lead: '两周之后，三晚，两位成人。到下一页都可以更改。',
    away: '热门目的地暂时没有响应。恢复后即可搜索。',
    points: [
      { title: '每晚都有空房', body: '只有当某个房型从第一晚到最后一晚都有空房时，酒店才会列出。' },
      { title: '完整的价格', body: '整个住宿和全部房间的一个总价，以酒店所用货币显示，旁边是每晚价格。' },
      { title: '清楚的政策', body: '何时可以取消、退回多少，用日期说明，而不是小字条款。' },
    ],
  },

  form: {
    label: '搜索酒店',
    destination: '去哪里？',
    destination_hint: '城市',
    check_in: '入住',
    check_out: '退房',
    adults: '成人',
    children: '儿童',
    rooms: '房间',
    submit: '搜索',
    update: '更新',
    suggestions: (n) => `${count(n)} 条建议`,
    no_suggestions: '没有以此开头的城市',
    errors_title: '就差一点',
    errors_heading: (n) => `有 ${count(n)} 处需要更正`,
  },

  picker: {
    open: '按价格选择日期',
    title: '住宿日期',
    arrival: '请选择入住日',
    departure: (date) => `${date} 入住，请选择退房日`,
    close: '关闭',
    prices: '每天显示当晚最便宜的房间。',
    no_place: '先选择目的地，这里就会显示价格。',
    away: '价格暂时没有响应，仍可选择日期。',
  },

  nav: { label: '您的账户', sign_in: '登录', sign_up: '注册', trips: '我的行程', account: '账户' },
  account: account_zh,
  booking: booking_zh,
  trips: trips_zh,
  desk: desk_zh,

  hotel: {
    title: (name, city) => `${name}，${city}`,
    about: '关于这家酒店',
    amenities: '设施',
    times: '入住与退房',
    check_in_from: '入住时间起',
    check_out_until: '退房时间止',
    rooms_heading: '您入住期间的房间',
    size: (m2) => `${count(m2)} 平方米`,
    sleeps: (people) => `可住 ${count(people)} 人`,
    by_night: '每晚价格',
    night: '日期',
    price: '价格',
    left: '剩余房间',
    night_sold_out: '已满',
    reasons: {
      too_small: '住不下这么多人',
      sold_out: '已满房',
      min_stay: '住宿天数太少',
      closed_to_arrival: '当天不办理入住',
    },
    too_small: (adults, people) => `一间房最多住${adults}，共 ${count(people)} 人。`,
    try_rooms: (rooms) => `按 ${rooms}搜索`,
    sold_out_on: (nights) => `${nights}房间不足。`,
    not_on_sale: '并非每晚都在销售。',
    min_stay: (nights, date) => `${date}入住至少须住 ${nights}。`,
    try_nights: (nights) => `住 ${nights}`,
    closed_to_arrival: (date) => `${date}酒店不接待新入住的客人。`,
    try_next_day: '晚一天入住',
    back: (place) => `${place}的全部酒店`,
    none_free: '这段时间没有空房。',
    some_free: (n) => `${count(n)} 种房型每晚都有空房`,
    picture: (name) => `${name}的插图`,
    pictures: { room: '房间插图', breakfast: '早餐插图', view: '景观插图' },
    stay_invalid: '请更正上面的日期或人数，以查看房间和价格。',
  },

  choose: {
    title: (q) => `哪一个${q}？`,
    exact: (q) => `哪一个${q}？`,
    near: '您要找的是其中之一吗？',
    lead: '不止一个地方叫这个名字。',
    near_lead: (q) => `没有叫“${q}”的城市，但下面这些以此开头。`,
    people: (n) => `人口 ${n}`,
  },

  nowhere: {
    title: '没有这个地方',
    heading: '我们没有找到这个地方',
    typed: (q) => `没有以“${q}”开头的城市。请检查拼写，或试试附近较大的城市。`,
    unknown: '这个链接指向一个我们不认识的城市。请改用名称搜索。',
    suggestions: '或者从这里开始',
  },

  errors: errors_zh,
  field_errors: field_errors_zh,
}
