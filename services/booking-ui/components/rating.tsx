/** The guests' mean, as a number and a word. */
import type { ListText } from '../text/en/list.ts'

export function Rating({ rating, reviews, text }: { rating: number; reviews: number; text: ListText }) {
  if (reviews === 0) return <p class="rating muted">{text.new_hotel}</p>
  const score = new Intl.NumberFormat(text.locale, { minimumFractionDigits: 1 }).format(rating)
  const word = text.ratings.find(([from]) => rating >= from)?.[1] ?? ''
  return (
    <p class="rating">
      <span class="rating-words">
        <strong>{word}</strong>
        <span class="muted">{text.reviews(reviews)}</span>
      </span>
      <span class="score" role="img" aria-label={text.rating_out_of(score)}>
        {score}
      </span>
    </p>
  )
}
